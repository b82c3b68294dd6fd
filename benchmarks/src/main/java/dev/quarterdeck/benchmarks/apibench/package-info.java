/** The load generator, a program from outside: started with one load, its report read. It writes nothing but its own files. */
@NullMarked
package dev.quarterdeck.benchmarks.apibench;

import org.jspecify.annotations.NullMarked;
