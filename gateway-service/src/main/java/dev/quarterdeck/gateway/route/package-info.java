/** From a path and a method to the verb, the resource and the object it names, and on to the handler of that verb. */
@NullMarked
package dev.quarterdeck.gateway.route;

import org.jspecify.annotations.NullMarked;
