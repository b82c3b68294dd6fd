package dev.quarterdeck.controller.endpointslice;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;

/** Slices to create, to update and to delete. */
record EndpointSlicePlan(List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {}
