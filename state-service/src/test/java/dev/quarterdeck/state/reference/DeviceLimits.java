package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.list;
import static dev.quarterdeck.state.reference.Edges.map;
import static dev.quarterdeck.state.reference.Edges.status;
import static dev.quarterdeck.state.reference.Edges.x;
import static dev.quarterdeck.state.reference.Patches.spec;

/** The limits of dynamic resources. */
final class DeviceLimits {
    private DeviceLimits() {}

    static void tryAll(Edges edges) {
        String slice = "ResourceSlice";
        String taint = "{'key':'k%d','effect':'NoSchedule'}";
        edges.row(slice, "devices")
                .fits(slice, spec("'devices':" + list(128, i -> "{'name':'d" + i + "'}")))
                .breaks(slice, spec("'devices':" + list(129, i -> "{'name':'d" + i + "'}")), "spec.devices");
        edges.row(slice, "attributes + capacities per device")
                .fits(
                        slice,
                        spec("'devices':[{'name':'d','attributes':" + map(32, i -> "'a" + i + "':{'int':1}") + "}]"))
                .breaks(
                        slice,
                        spec("'devices':[{'name':'d','attributes':" + map(33, i -> "'a" + i + "':{'int':1}") + "}]"),
                        "spec.devices[0]")
                .breaks(
                        slice,
                        spec("'devices':[{'name':'d','attributes':{'a':{'string':'" + x(65) + "'}}}]"),
                        "spec.devices[0].attributes[a].string");
        edges.row(slice, "taints per device")
                .fits(slice, spec("'devices':[{'name':'d','taints':" + list(16, taint::formatted) + "}]"))
                .breaks(
                        slice,
                        spec("'devices':[{'name':'d','taints':" + list(17, taint::formatted) + "}]"),
                        "spec.devices[0].taints");
        edges.row(slice, "driver name")
                .fits(slice, spec("'driver':'" + x(63) + "'"))
                .breaks(slice, spec("'driver':'" + x(64) + "'"), "spec.driver");
        String claim = "ResourceClaim";
        String request = "{'name':'r%d','exactly':{'deviceClassName':'c'}}";
        String devices = "'devices':{'requests':%s%s}";
        String one = "[" + request.formatted(0) + "]";
        edges.row(claim, "requests, constraints, configs")
                .fits(claim, spec(devices.formatted(list(32, request::formatted), "")))
                .breaks(claim, spec(devices.formatted(list(33, request::formatted), "")), "spec.devices.requests")
                .breaks(
                        claim,
                        spec(devices.formatted(one, ",'constraints':" + list(33, i -> "{'matchAttribute':'a.b/c'}"))),
                        "spec.devices.constraints")
                .breaks(
                        claim,
                        spec(devices.formatted(
                                "[{'name':'r','firstAvailable':"
                                        + list(9, i -> "{'name':'s" + i + "','deviceClassName':'c'}") + "}]",
                                "")),
                        "spec.devices.requests[0].firstAvailable")
                .breaks(
                        claim,
                        spec(devices.formatted(
                                "[{'name':'r','exactly':{'deviceClassName':'c','selectors':"
                                        + list(33, i -> "{'cel':{'expression':'true'}}") + "}}]",
                                "")),
                        "spec.devices.requests[0].exactly.selectors");
        edges.row(claim, "CEL selector")
                .breaks(
                        claim,
                        spec(devices.formatted(
                                "[{'name':'r','exactly':{'deviceClassName':'c','selectors':[{'cel':{'expression':'"
                                        + x(10_241) + "'}}]}}]",
                                "")),
                        "spec.devices.requests[0].exactly.selectors[0].cel.expression");
        edges.row(claim, "opaque parameters")
                .breaks(
                        claim,
                        spec(devices.formatted(
                                one, ",'config':[{'opaque':{'driver':'d.e','parameters':{'a':'" + x(10_240) + "'}}}]")),
                        "spec.devices.config[0].opaque.parameters");
        String device = "{'request':'r','driver':'d.example','pool':'p','device':'d%d'}";
        String result = "'allocation':{'devices':{'results':%s}}";
        String consumer = "{'resource':'pods','name':'p%d','uid':'u%d'}";
        edges.row(claim, "status.reservedFor")
                .does(() -> status(
                        edges,
                        claim,
                        "",
                        result.formatted("[" + device.formatted(0) + "]") + ",'reservedFor':"
                                + list(257, i -> consumer.formatted(i, i)),
                        "status.reservedFor"));
        edges.row(claim, "allocation results")
                .does(() -> status(edges, claim, "", result.formatted(list(32, device::formatted)), ""))
                .does(() -> status(
                        edges,
                        claim,
                        "",
                        result.formatted(list(33, device::formatted)),
                        "status.allocation.devices.results"));
        String used = result.formatted("[" + device.formatted(0) + "]")
                + ",'devices':[{'driver':'d.example','pool':'p','device':'d0',%s}]";
        edges.row(claim, "status.devices data, conditions, IPs")
                .does(() -> status(
                        edges, claim, "", used.formatted("'data':{'a':'" + x(10_240) + "'}"), "status.devices[0].data"))
                .does(() -> status(
                        edges,
                        claim,
                        "",
                        used.formatted("'networkData':{'ips':" + list(17, i -> "'10.0.0." + i + "/24'") + "}"),
                        "status.devices[0].networkData.ips"));
    }
}
