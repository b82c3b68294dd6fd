/**
 * Storage version migration (KEP-4192), where StorageVersionMigrator is on. Reads StorageVersionMigrations and every object of the resources that they name; writes those
 * objects as they are, so that the store keeps them in its newest form, and the status of migrations and of definitions of custom resources.
 */
@NullMarked
package dev.quarterdeck.controller.migration;

import org.jspecify.annotations.NullMarked;
