/** Where Roster starts; everything else is a package by feature below this one. */
@NullMarked
package io.roster;

import org.jspecify.annotations.NullMarked;
