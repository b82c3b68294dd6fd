package dev.quarterdeck.controller.attachdetach;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a driver knows a volume by. The names that follow from it are those that attachers, kubelets and drivers look for.
 *
 * @param driver name of the CSI driver
 * @param handle the driver's own name of the volume
 */
record CsiVolume(String driver, String handle) implements Comparable<CsiVolume> {
    private static final String PLUGIN = "kubernetes.io/csi/";

    /** As it stands in the status of nodes. */
    String uniqueName() {
        return PLUGIN + driver + "^" + handle;
    }

    /** Empty where it is the name of another kind of volume. */
    static Optional<CsiVolume> parse(String uniqueName) {
        int separator = uniqueName.indexOf('^');
        return uniqueName.startsWith(PLUGIN) && separator > 0
                ? Optional.of(new CsiVolume(
                        uniqueName.substring(PLUGIN.length(), separator), uniqueName.substring(separator + 1)))
                : Optional.empty();
    }

    /** Name of the VolumeAttachment to a node. */
    String attachmentName(String node) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((handle + driver + node).getBytes(StandardCharsets.UTF_8));
            return "csi-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int compareTo(CsiVolume other) {
        return uniqueName().compareTo(other.uniqueName());
    }
}
