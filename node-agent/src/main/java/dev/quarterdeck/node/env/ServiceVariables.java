package dev.quarterdeck.node.env;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables by which a container finds services without DNS: {@code WEB_SERVICE_HOST}, {@code WEB_PORT_80_TCP_ADDR} and so on. Pure. */
public final class ServiceVariables {

    private ServiceVariables() {}

    /** @param services those of the pod's namespace and {@code kubernetes} of {@code default}; headless ones are left out */
    public static Map<String, String> of(Collection<Service> services) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<Service> ordered = services.stream()
                .sorted(Comparator.comparing(service -> service.getMetadata().getName()))
                .toList();
        for (Service service : ordered) {
            String ip = service.getSpec().getClusterIP();
            if (ip != null
                    && !ip.isEmpty()
                    && !ip.equals("None")
                    && !service.getSpec().getPorts().isEmpty()) {
                add(variables, service, ip);
            }
        }
        return variables;
    }

    private static void add(Map<String, String> variables, Service service, String ip) {
        String prefix = name(service.getMetadata().getName());
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        List<ServicePort> ports = service.getSpec().getPorts();
        variables.put(prefix + "_SERVICE_HOST", ip);
        variables.put(
                prefix + "_SERVICE_PORT", Integer.toString(ports.getFirst().getPort()));
        for (ServicePort port : ports) {
            if (port.getName() != null && !port.getName().isEmpty()) {
                variables.put(prefix + "_SERVICE_PORT_" + name(port.getName()), Integer.toString(port.getPort()));
            }
        }
        boolean first = true;
        for (ServicePort port : ports) {
            String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
            String url = protocol.toLowerCase(Locale.ROOT) + "://" + host + ":" + port.getPort();
            if (first) {
                variables.put(prefix + "_PORT", url);
                first = false;
            }
            String portPrefix = prefix + "_PORT_" + port.getPort() + "_" + protocol.toUpperCase(Locale.ROOT);
            variables.put(portPrefix, url);
            variables.put(portPrefix + "_PROTO", protocol.toLowerCase(Locale.ROOT));
            variables.put(portPrefix + "_PORT", Integer.toString(port.getPort()));
            variables.put(portPrefix + "_ADDR", ip);
        }
    }

    private static String name(String name) {
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
