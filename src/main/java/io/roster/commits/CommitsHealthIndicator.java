package io.roster.commits;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@code health/commits}: up to when commits are known; unknown, and never down, while
 * they are not read to their end, since nothing fails for that.
 */
class CommitsHealthIndicator implements HealthIndicator {

	private final CommitFollower follower;

	private final Commits commits;

	CommitsHealthIndicator(CommitFollower follower, Commits commits) {
		this.follower = follower;
		this.commits = commits;
	}

	@Override
	public Health health() {
		CommitProgress progress = this.follower.progress();
		Health.Builder health = (progress.caughtUp() ? Health.up() : Health.unknown())
			.withDetail("partitions", this.commits.partitions())
			.withDetail("openTransactions", progress.openTransactions());
		if (progress.asOf() != null) {
			health.withDetail("asOf", progress.asOf());
		}
		if (progress.behind() != null) {
			health.withDetail("behind", progress.behind());
		}
		if (progress.error() != null) {
			health.withDetail("error", progress.error());
		}
		return health.build();
	}

}
