/**
 * What a pod needs of its host beside the runtime: directories, volumes, control group, files of its own; and how its sandbox and containers are
 * described to the runtime. Reads pods and what they refer to; writes below the agent's directories.
 */
@NullMarked
package dev.quarterdeck.node.host;

import org.jspecify.annotations.NullMarked;
