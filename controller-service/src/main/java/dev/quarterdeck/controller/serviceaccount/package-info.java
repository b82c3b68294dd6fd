/**
 * The default ServiceAccount and the bundle of root certificates that every namespace has. Reads Namespaces, ServiceAccounts and ConfigMaps; writes the latter two.
 */
@NullMarked
package dev.quarterdeck.controller.serviceaccount;

import org.jspecify.annotations.NullMarked;
