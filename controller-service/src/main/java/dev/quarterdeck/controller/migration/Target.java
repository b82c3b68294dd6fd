package dev.quarterdeck.controller.migration;

import dev.quarterdeck.reconcile.client.ApiResource;

/**
 * The resource of a migration as it is served.
 *
 * @param resource in the version that its group prefers
 * @param custom whether a definition may have changed the form in which it is stored
 * @param migratable whether its objects can be listed and written
 */
record Target(ApiResource resource, boolean custom, boolean migratable) {
    /** As messages of the reference name it. */
    String text() {
        return resource.group() + "/" + resource.version() + ", Resource=" + resource.plural();
    }
}
