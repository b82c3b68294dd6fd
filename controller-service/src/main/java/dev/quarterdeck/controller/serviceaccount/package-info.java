/**
 * The default ServiceAccount and the bundle of root certificates that every namespace has, and tokens in secrets. Reads Namespaces, ServiceAccounts,
 * ConfigMaps and Secrets; writes the latter three.
 */
@NullMarked
package dev.quarterdeck.controller.serviceaccount;

import org.jspecify.annotations.NullMarked;
