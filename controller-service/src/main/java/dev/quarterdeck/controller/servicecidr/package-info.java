/**
 * ServiceCIDRs: whether addresses are given from them, and that none goes while its addresses are in use. Reads ServiceCIDRs and IPAddresses; writes the
 * finalizer and the status of ServiceCIDRs.
 */
@NullMarked
package dev.quarterdeck.controller.servicecidr;

import org.jspecify.annotations.NullMarked;
