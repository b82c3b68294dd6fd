/** How cost per operation changes with the number of objects, watches and kinds. Starts stores of its own. */
@NullMarked
package dev.quarterdeck.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
