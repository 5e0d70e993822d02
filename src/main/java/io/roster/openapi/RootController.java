package io.roster.openapi;

import io.swagger.v3.oas.annotations.Hidden;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Sends a browser that comes to the service's root to the page there is. */
@Controller
@Hidden
class RootController {

	@GetMapping("/")
	String root() {
		return "redirect:/swagger-ui/index.html";
	}

}
