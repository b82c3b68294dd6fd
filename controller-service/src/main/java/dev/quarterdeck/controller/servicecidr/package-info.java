/**
 * Ranges of service addresses, and the addresses themselves: no range goes while its addresses are in use, and services and IPAddresses say the same. Reads
 * ServiceCIDRs, IPAddresses and Services; writes the finalizer and the status of ServiceCIDRs, and IPAddresses that are missing or wrong.
 */
@NullMarked
package dev.quarterdeck.controller.servicecidr;

import org.jspecify.annotations.NullMarked;
