/**
 * Names and addresses inside a pod: host name, /etc/hosts, resolv.conf, host ports. Pure but for reading the host's own resolv.conf.
 */
@NullMarked
package dev.quarterdeck.node.network;

import org.jspecify.annotations.NullMarked;
