package io.roster.snapshot;

import tools.jackson.databind.json.JsonMapper;

/** A page of a list, as it is sent. Nobody changes its bytes. */
final class WrittenPage {

	private final byte[] json;

	private final String eTag;

	private WrittenPage(byte[] json, String eTag) {
		this.json = json;
		this.eTag = eTag;
	}

	static WrittenPage of(GroupPage page, JsonMapper mapper) {
		return new WrittenPage(mapper.writeValueAsBytes(page), page.eTag());
	}

	/** The page. */
	byte[] json() {
		return this.json;
	}

	/** Tells it apart from others by what is in it. */
	String eTag() {
		return this.eTag;
	}

}
