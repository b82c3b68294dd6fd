/**
 * CronJob: Jobs at set times. Reads CronJobs and Jobs; writes Jobs and the status of CronJobs.
 */
@NullMarked
package dev.quarterdeck.controller.cronjob;

import org.jspecify.annotations.NullMarked;
