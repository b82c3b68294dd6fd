/** Objects and their kinds as the plugin sees them: where they are in the API, what of them is content, and how two of them differ. Pure. */
@NullMarked
package dev.quarterdeck.plugin.object;

import org.jspecify.annotations.NullMarked;
