/** Brings a namespace back to a moment: what it held then and what it holds now become a plan, and the plan is carried out when the user says so. */
@NullMarked
package dev.quarterdeck.plugin.restore;

import org.jspecify.annotations.NullMarked;
