package io.roster.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.roster.support.Http;
import io.roster.support.RosterTest;
import io.roster.support.TestKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** "Try it out" in a real browser, where Chromium and its driver are. */
@RosterTest
class SwaggerUiTests {

	private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

	private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

	private final String topic = "swagger-" + UUID.randomUUID();

	@Autowired
	private Http http;

	private ChromeDriver browser;

	private WebDriverWait wait;

	@BeforeEach
	void open() {
		assumeThat(Files.exists(CHROMIUM) && Files.exists(DRIVER)).as("Chromium and its driver are there").isTrue();
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM.toFile());
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--window-size=1280,1400");
		this.browser = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).usingAnyFreePort().build(),
				options);
		this.wait = new WebDriverWait(this.browser, Duration.ofSeconds(20));
		this.browser.get(this.http.base() + "/");
	}

	@AfterEach
	void close() {
		if (this.browser != null) {
			this.browser.quit();
		}
	}

	@Test
	void tryItOutStartsAWorkerAndShowsItsGroup() throws IOException {
		TestKafka.createTopic(this.topic, 3);
		WebElement add = operation("Workers", "add");
		fill(add, "groupId", this.topic);
		WebElement body = add.findElement(By.cssSelector("textarea.body-param__text"));
		((JavascriptExecutor) this.browser).executeScript(
				"const set = Object.getOwnPropertyDescriptor("
						+ "HTMLTextAreaElement.prototype, 'value').set; set.call(arguments[0], arguments[1]);"
						+ "arguments[0].dispatchEvent(new Event('input', {bubbles: true}));",
				body, "{\"topics\":[\"" + this.topic + "\"]}");
		assertThat(execute(add)).isEqualTo("201");
		try {
			WebElement exists = operation("Groups", "exists");
			fill(exists, "groupId", this.topic);
			assertThat(execute(exists)).isEqualTo("200");
			WebElement described = operation("Groups", "describe");
			fill(described, "groupId", "a/b ☕");
			assertThat(execute(described)).isEqualTo("404");
			Path screenshots = Files.createDirectories(Path.of("target", "screenshots"));
			Files.write(screenshots.resolve("swagger-ui.png"), this.browser.getScreenshotAs(OutputType.BYTES));
		}
		finally {
			assertThat(this.http.delete("/groups/" + this.topic + "/workers").status()).isEqualTo(204);
		}
	}

	private WebElement operation(String tag, String id) {
		By block = By.id("operations-" + tag + "-" + id);
		this.wait.until((driver) -> !driver.findElements(block).isEmpty());
		WebElement operation = this.browser.findElement(block);
		click(operation.findElement(By.cssSelector(".opblock-summary")));
		this.wait.until((driver) -> !operation.findElements(By.cssSelector(".try-out__btn")).isEmpty());
		click(operation.findElement(By.cssSelector(".try-out__btn")));
		this.wait.until((driver) -> !operation.findElements(By.cssSelector(".execute")).isEmpty());
		return operation;
	}

	private static void fill(WebElement operation, String parameter, String value) {
		WebElement input = operation.findElement(By.cssSelector("tr[data-param-name='" + parameter + "'] input"));
		input.clear();
		input.sendKeys(value);
	}

	private String execute(WebElement operation) {
		click(operation.findElement(By.cssSelector(".execute")));
		By status = By.cssSelector(".live-responses-table .response-col_status");
		this.wait.until((driver) -> operation.findElements(status).size() > 1);
		List<WebElement> cells = operation.findElements(status);
		return cells.get(1).getText().lines().findFirst().orElse("");
	}

	private void click(WebElement element) {
		((JavascriptExecutor) this.browser).executeScript("arguments[0].scrollIntoView({block:'center'})", element);
		element.click();
	}

}
