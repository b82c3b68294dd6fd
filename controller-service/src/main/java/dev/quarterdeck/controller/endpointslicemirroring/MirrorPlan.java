package dev.quarterdeck.controller.endpointslicemirroring;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;

/** What to do about the slices of an Endpoints object. */
record MirrorPlan(List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {}
