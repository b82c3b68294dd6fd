package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.list;
import static dev.quarterdeck.state.reference.Edges.x;
import static dev.quarterdeck.state.reference.Patches.spec;

/** The limits of networking. */
final class NetworkLimits {
    private NetworkLimits() {}

    static void tryAll(Edges edges) {
        String slice = "EndpointSlice";
        edges.row(slice, "endpoints")
                .fits(slice, "{'endpoints':" + list(1000, i -> "{'addresses':['10.1.1.1']}") + "}")
                .breaks(slice, "{'endpoints':" + list(1001, i -> "{'addresses':['10.1.1.1']}") + "}", "endpoints");
        edges.row(slice, "addresses per endpoint")
                .fits(slice, "{'endpoints':[{'addresses':" + list(100, i -> "'10.1.1." + (i + 1) + "'") + "}]}")
                .breaks(
                        slice,
                        "{'endpoints':[{'addresses':" + list(101, i -> "'10.1.1." + (i + 1) + "'") + "}]}",
                        "endpoints[0].addresses")
                .breaks(slice, "{'endpoints':[{'addresses':[]}]}", "endpoints[0].addresses");
        edges.row(slice, "ports")
                .breaks(slice, "{'ports':" + list(20_001, i -> "{'name':'p" + i + "','port':1}") + "}", "ports");
        edges.row(slice, "topology labels, zone hints, node hints")
                // labels of the topology are dropped in v1
                .breaks(
                        slice,
                        "{'endpoints':[{'addresses':['10.1.1.1'],'hints':{'forZones':"
                                + list(9, i -> "{'name':'z" + i + "'}") + "}}]}",
                        "endpoints[0].hints.forZones")
                .breaks(
                        slice,
                        "{'endpoints':[{'addresses':['10.1.1.1'],'hints':{'forNodes':"
                                + list(9, i -> "{'name':'z" + i + "'}") + "}}]}",
                        "endpoints[0].hints.forNodes");
        edges.row("EndpointSlice controller", "endpoints per slice")
                .heldBy("EndpointSlicePlannerTest", "containsExactly(100, 100, 30)");
        edges.row("Endpoints controller", "addresses").heldBy("EndpointsPlannerTest", "over-capacity");
        String host = "'rules':[{'host':'%s'}]";
        edges.row("Ingress", "host")
                .fits("Ingress", spec(host.formatted("*.a.b")))
                .breaks("Ingress", spec(host.formatted("10.0.0.1")), "spec.rules[0].host")
                .breaks("Ingress", spec(host.formatted("a.*.b")), "spec.rules[0].host");
        edges.row("Ingress", "path")
                .breaks(
                        "Ingress",
                        spec(
                                "'rules':[{'http':{'paths':[{'path':'a','pathType':'Exact','backend':{'service':{'name':'s','port':{'number':80}}}}]}}]"),
                        "spec.rules[0].http.paths[0].path");
        edges.row("IngressClass", "spec.controller")
                .fits("IngressClass", spec("'controller':'example.com/" + x(238) + "'"))
                .breaks("IngressClass", spec("'controller':'example.com/" + x(239) + "'"), "spec.controller")
                .breaks("IngressClass", spec("'controller':'c'"), "spec.controller");
        String port = "'ingress':[{'ports':[{'port':%s,'endPort':%d}]}]";
        edges.row("NetworkPolicy", "endPort")
                .fits("NetworkPolicy", spec(port.formatted("5", 5)))
                .breaks("NetworkPolicy", spec(port.formatted("5", 4)), "spec.ingress[0].ports[0].endPort")
                .breaks("NetworkPolicy", spec(port.formatted("'http'", 5)), "spec.ingress[0].ports[0].endPort");
        edges.row("ServiceCIDR", "cidrs")
                .fits("ServiceCIDR", spec("'cidrs':['10.9.0.0/24','fd00::/64']"))
                .breaks("ServiceCIDR", spec("'cidrs':['10.9.0.0/24','10.8.0.0/24']"), "spec.cidrs")
                .breaks("ServiceCIDR", spec("'cidrs':['10.9.0.0/24','fd00::/64','fd01::/64']"), "spec.cidrs");
    }
}
