package io.roster.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/**
 * Writes answers as CSV or as a table where the client accepts that and they have such a
 * view.
 */
@Component
class ViewConverter extends AbstractHttpMessageConverter<Object> {

	private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

	private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

	ViewConverter() {
		super(CSV, TEXT);
	}

	@Override
	protected boolean supports(Class<?> type) {
		return CsvView.class.isAssignableFrom(type) || TextView.class.isAssignableFrom(type);
	}

	@Override
	protected boolean canRead(@Nullable MediaType mediaType) {
		return false;
	}

	@Override
	public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
		Class<?> view = (mediaType != null && mediaType.isCompatibleWith(CSV)) ? CsvView.class : TextView.class;
		return super.canWrite(type, mediaType) && view.isAssignableFrom(type);
	}

	@Override
	protected Object readInternal(Class<?> type, HttpInputMessage message) {
		throw new HttpMessageNotReadableException("Views are only written", message);
	}

	@Override
	protected void writeInternal(Object view, HttpOutputMessage message) throws IOException {
		boolean csv = CSV.isCompatibleWith(message.getHeaders().getContentType());
		String text = (csv && view instanceof CsvView rows) ? rows.csv() : ((TextView) view).text();
		message.getHeaders().setContentType(csv ? CSV : TEXT);
		message.getBody().write(text.getBytes(StandardCharsets.UTF_8));
	}

}
