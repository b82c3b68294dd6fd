package dev.quarterdeck.node.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pod network of one host: a bridge with addresses from the node's podCIDR, and host ports (CNI spec 0.4.0, plugins {@code bridge},
 * {@code host-local}, {@code portmap}). Written once the node knows its podCIDR; the runtime notices the file by itself.
 *
 * @param directory the runtime's {@code conf_dir}
 * @param bridge the bridge's interface name, at most 15 characters
 * @param dataDirectory where host-local notes which addresses are taken
 * @param mtu 0 = the kernel's choice
 */
public record CniConfiguration(Path directory, String bridge, Path dataDirectory, int mtu) {

    public void write(List<String> podCidrs) {
        try {
            Files.createDirectories(directory);
            byte[] content = render(podCidrs).toPrettyString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            Path file = directory.resolve("10-quarterdeck.conflist");
            if (Files.exists(file) && java.util.Arrays.equals(Files.readAllBytes(file), content)) {
                return;
            }
            Path fresh = directory.resolve(".10-quarterdeck.fresh");
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the pod network's configuration cannot be written", e);
        }
    }

    ObjectNode render(List<String> podCidrs) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("cniVersion", "0.4.0").put("name", "quarterdeck");
        ArrayNode plugins = list.putArray("plugins");
        ObjectNode bridgePlugin = plugins.addObject();
        bridgePlugin
                .put("type", "bridge")
                .put("bridge", bridge)
                .put("isGateway", true)
                .put("ipMasq", false)
                .put("hairpinMode", true)
                .put("promiscMode", false);
        if (mtu > 0) {
            bridgePlugin.put("mtu", mtu);
        }
        ObjectNode ipam = bridgePlugin.putObject("ipam");
        ipam.put("type", "host-local").put("dataDir", dataDirectory.toString());
        ArrayNode ranges = ipam.putArray("ranges");
        ArrayNode routes = ipam.putArray("routes");
        for (String cidr : podCidrs) {
            ranges.addArray().addObject().put("subnet", cidr);
            routes.addObject().put("dst", cidr.contains(":") ? "::/0" : "0.0.0.0/0");
        }
        plugins.addObject().put("type", "portmap").putObject("capabilities").put("portMappings", true);
        return list;
    }
}
