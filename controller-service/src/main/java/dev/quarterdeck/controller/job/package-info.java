/**
 * Job: pods that run until enough of them have succeeded. Reads Jobs and Pods; writes Pods, the status of Jobs, and deletes finished Jobs whose time is over.
 */
@NullMarked
package dev.quarterdeck.controller.job;

import org.jspecify.annotations.NullMarked;
