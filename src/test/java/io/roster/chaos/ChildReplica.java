package io.roster.chaos;

import java.io.IOException;

import io.roster.RosterApplication;

/**
 * The service in a process that ends with the one that started it, however that ends: its
 * standard input is a pipe from there.
 */
public final class ChildReplica {

	private ChildReplica() {
	}

	public static void main(String[] args) {
		Thread watch = new Thread(ChildReplica::haltWithParent, "parent-watch");
		watch.setDaemon(true);
		watch.start();
		RosterApplication.main(args);
	}

	private static void haltWithParent() {
		try {
			while (System.in.read() >= 0) {
				// Nobody writes.
			}
		}
		catch (IOException ex) {
			System.err.println("The pipe from the parent is broken: " + ex.getMessage());
		}
		Runtime.getRuntime().halt(1);
	}

}
