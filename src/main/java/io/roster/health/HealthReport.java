package io.roster.health;

import io.swagger.v3.oas.annotations.media.Schema;

/** How a group is, by the rules that were asked for. */
@Schema(oneOf = { GroupHealth.class, BurrowHealth.class })
sealed interface HealthReport permits GroupHealth, BurrowHealth {

}
