/** Tests that are driven by the tables of facts about the reference: one case or more for every row. */
package dev.quarterdeck.state.reference;
