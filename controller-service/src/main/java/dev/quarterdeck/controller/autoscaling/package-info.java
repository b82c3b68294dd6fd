/**
 * HorizontalPodAutoscaler: as many replicas as metrics ask for. Reads autoscalers, Pods, metrics through the API and the scale of targets; writes that scale
 * and the status of autoscalers.
 */
@NullMarked
package dev.quarterdeck.controller.autoscaling;

import org.jspecify.annotations.NullMarked;
