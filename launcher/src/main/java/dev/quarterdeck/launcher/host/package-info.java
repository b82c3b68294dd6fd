/** Hosts on this machine: packages, network namespaces and the processes in them. Changes the machine's network and installs packages. */
@NullMarked
package dev.quarterdeck.launcher.host;

import org.jspecify.annotations.NullMarked;
