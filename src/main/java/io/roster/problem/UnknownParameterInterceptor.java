package io.roster.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses query parameters that the controller method does not have: a filter with a
 * typing error must not answer with everything.
 */
class UnknownParameterInterceptor implements HandlerInterceptor {

	private final ConcurrentHashMap<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

	private final ConcurrentHashMap<HandlerMethod, Set<String>> single = new ConcurrentHashMap<>();

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (handler instanceof HandlerMethod method && method.getBeanType().getName().startsWith("io.roster.")) {
			Set<String> known = this.known.computeIfAbsent(method, UnknownParameterInterceptor::parameters);
			Violations violations = new Violations();
			String expected = known.isEmpty() ? "there are none" : "known are " + String.join(", ", known);
			for (String name : request.getParameterMap().keySet()) {
				violations.check(known.contains(name), name,
						"is not a query parameter that is known here; " + expected);
			}
			Set<String> single = this.single.computeIfAbsent(method, UnknownParameterInterceptor::singleParameters);
			request.getParameterMap()
				.forEach((name, values) -> violations.check(values.length == 1 || !single.contains(name), name,
						"is there " + values.length + " times, and can be only once"));
			violations.throwIfAny();
		}
		return true;
	}

	private static Set<String> parameters(HandlerMethod method) {
		return Arrays.stream(method.getMethodParameters())
			.filter((parameter) -> parameter.hasParameterAnnotation(RequestParam.class))
			.map(UnknownParameterInterceptor::name)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> singleParameters(HandlerMethod method) {
		return Arrays.stream(method.getMethodParameters())
			.filter((parameter) -> parameter.hasParameterAnnotation(RequestParam.class))
			.filter((parameter) -> !Collection.class.isAssignableFrom(parameter.getParameterType()))
			.map(UnknownParameterInterceptor::name)
			.collect(Collectors.toSet());
	}

	private static String name(MethodParameter parameter) {
		RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
		String declared = (annotation != null) ? annotation.name() : "";
		return declared.isEmpty() ? parameter.getParameter().getName() : declared;
	}

}
