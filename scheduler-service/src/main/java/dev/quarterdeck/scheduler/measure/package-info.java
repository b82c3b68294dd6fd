/** How often rules are asked and how long that takes: counted always, timed rule by rule in samples. Reads nothing, writes nothing; metrics are made of it elsewhere. */
@NullMarked
package dev.quarterdeck.scheduler.measure;

import org.jspecify.annotations.NullMarked;
