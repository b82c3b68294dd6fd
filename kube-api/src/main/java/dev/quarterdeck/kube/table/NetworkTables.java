package dev.quarterdeck.kube.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Services, endpoints and networking.k8s.io. */
final class NetworkTables {
    private static final int MOST = 3;

    private NetworkTables() {}

    private static JsonNode spec(ObjectNode object) {
        return object.path("spec");
    }

    static TablePrinter service() {
        return Table.named()
                .text("Type", "How the service is reached", o -> Cells.text(spec(o), "type"))
                .text("Cluster-IP", "Address inside the cluster", NetworkTables::clusterAddress)
                .text("External-IP", "Addresses outside the cluster", NetworkTables::externalAddress)
                .text("Port(s)", "Ports, and node ports where there are some", NetworkTables::ports)
                .age()
                .wide("Selector", "Pods behind the service", o -> Cells.labels(spec(o).path("selector")));
    }

    private static String clusterAddress(ObjectNode service) {
        String first = spec(service).path("clusterIPs").path(0).asString("");
        return first.isEmpty() ? Cells.NONE : first;
    }

    private static String externalAddress(ObjectNode service) {
        JsonNode spec = spec(service);
        String external = String.join(",", Cells.strings(spec.path("externalIPs")));
        return switch (Cells.text(spec, "type")) {
            case "ClusterIP", "NodePort" -> external.isEmpty() ? Cells.NONE : external;
            case "LoadBalancer" -> {
                String balancer = Cells.balancerAddresses(service.path("status").path("loadBalancer"));
                String all = balancer.isEmpty() || external.isEmpty() ? balancer + external : balancer + "," + external;
                yield all.isEmpty() ? "<pending>" : all;
            }
            case "ExternalName" -> Cells.text(spec, "externalName");
            default -> Cells.UNKNOWN;
        };
    }

    private static String ports(ObjectNode service) {
        List<String> parts = new ArrayList<>();
        for (JsonNode port : spec(service).path("ports")) {
            long nodePort = Cells.number(port, "nodePort");
            parts.add(Cells.number(port, "port") + (nodePort > 0 ? ":" + nodePort : "") + "/"
                    + Cells.text(port, "protocol"));
        }
        return parts.isEmpty() ? Cells.NONE : String.join(",", parts);
    }

    static TablePrinter endpoints() {
        return Table.named()
                .text("Endpoints", "Addresses that are ready", NetworkTables::readyAddresses)
                .age();
    }

    private static String readyAddresses(ObjectNode endpoints) {
        JsonNode subsets = endpoints.path("subsets");
        if (subsets.isEmpty()) {
            return Cells.NONE;
        }
        List<String> all = new ArrayList<>();
        for (JsonNode subset : subsets) {
            JsonNode ports = subset.path("ports");
            JsonNode addresses = subset.path("addresses");
            if (ports.isEmpty()) {
                addresses.forEach(a -> all.add(Cells.text(a, "ip")));
            }
            for (JsonNode port : ports) {
                addresses.forEach(a -> all.add(hostPort(Cells.text(a, "ip"), Cells.number(port, "port"))));
            }
        }
        return Cells.firstOf(all, MOST, ",");
    }

    private static String hostPort(String address, long port) {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }

    static TablePrinter endpointSlice() {
        return Table.named()
                .text("AddressType", "Sort of addresses", o -> Cells.text(o, "addressType"))
                .text("Ports", "Ports of every endpoint", o -> {
                    List<String> ports = new ArrayList<>();
                    for (JsonNode port : o.path("ports")) {
                        JsonNode number = port.path("port");
                        boolean named = port.path("name").isString();
                        ports.add(number.isNumber() ? number.asString() : named ? Cells.text(port, "name") : "*");
                    }
                    return listed(ports);
                })
                .text("Endpoints", "Addresses, ready or not", o -> {
                    List<String> addresses = new ArrayList<>();
                    o.path("endpoints").forEach(e -> addresses.addAll(Cells.strings(e.path("addresses"))));
                    return listed(addresses);
                })
                .age();
    }

    private static String listed(List<String> items) {
        String text = Cells.firstOf(items, MOST, ",");
        return text.isEmpty() ? Cells.UNSET : text;
    }

    static TablePrinter ingress() {
        return Table.named()
                .text("Class", "Controller that serves it", o -> Cells.text(spec(o), "ingressClassName", Cells.NONE))
                .text("Hosts", "Host names it answers to", NetworkTables::hosts)
                .text(
                        "Address",
                        "Addresses it is reached at",
                        o -> Cells.balancerAddresses(o.path("status").path("loadBalancer")))
                .text("Ports", "Ports it listens on", o -> spec(o).path("tls").isEmpty() ? "80" : "80, 443")
                .age();
    }

    /** Rules beyond the third count as more, with a host or without. */
    private static String hosts(ObjectNode ingress) {
        JsonNode rules = spec(ingress).path("rules");
        List<String> hosts = new ArrayList<>();
        boolean more = false;
        for (JsonNode rule : rules) {
            more |= hosts.size() == MOST;
            if (!more && !Cells.text(rule, "host").isEmpty()) {
                hosts.add(Cells.text(rule, "host"));
            }
        }
        if (hosts.isEmpty()) {
            return "*";
        }
        return String.join(",", hosts) + (more ? " + " + (rules.size() - MOST) + " more..." : "");
    }

    static TablePrinter ingressClass() {
        return Table.empty()
                .column(
                        "Name",
                        "string",
                        "name",
                        0,
                        "Name of the object",
                        (o, now) -> Table.text(Cells.name(o)
                                + (Cells.text(
                                                        o.path("metadata").path("annotations"),
                                                        "ingressclass.kubernetes.io/is-default-class")
                                                .equals("true")
                                        ? " (default)"
                                        : "")))
                .text("Controller", "Controller that serves this class", o -> Cells.text(spec(o), "controller"))
                .text("Parameters", "Object with more settings", o -> {
                    JsonNode parameters = spec(o).path("parameters");
                    if (!parameters.isObject()) {
                        return Cells.NONE;
                    }
                    JsonNode group = parameters.path("apiGroup");
                    return Cells.text(parameters, "kind") + (group.isString() ? "." + group.stringValue() : "") + "/"
                            + Cells.text(parameters, "name");
                })
                .age();
    }

    static TablePrinter networkPolicy() {
        return Table.named()
                .text(
                        "Pod-Selector",
                        "Pods it is about",
                        o -> Cells.selector(spec(o).path("podSelector"), Cells.NONE, Cells.NONE, "<error>"))
                .age();
    }

    static TablePrinter serviceCidr() {
        return Table.named()
                .text(
                        "CIDRs",
                        "Ranges that service addresses come from",
                        o -> String.join(",", Cells.strings(spec(o).path("cidrs"))))
                .age();
    }

    /** The reference sends a third cell, the age, that no column names. */
    static TablePrinter ipAddress() {
        Table cells = Table.named().text("ParentRef", "What the address belongs to", NetworkTables::parent);
        Table age = Table.empty().age();
        return new TablePrinter() {
            @Override
            public List<Column> columns() {
                return cells.columns();
            }

            @Override
            public ArrayNode row(ObjectNode object, Instant now) {
                return cells.row(object, now).addAll(age.row(object, now));
            }
        };
    }

    private static String parent(ObjectNode address) {
        JsonNode parent = spec(address).path("parentRef");
        if (!parent.isObject()) {
            return Cells.NONE;
        }
        String group = Cells.text(parent, "group");
        String namespace = Cells.text(parent, "namespace");
        String resource = Cells.text(parent, "resource") + (group.isEmpty() ? "" : "." + group);
        return resource.toLowerCase(Locale.ROOT) + "/" + (namespace.isEmpty() ? "" : namespace + "/")
                + Cells.text(parent, "name");
    }
}
