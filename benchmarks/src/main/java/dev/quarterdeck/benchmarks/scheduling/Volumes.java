package dev.quarterdeck.benchmarks.scheduling;

import java.util.function.BiConsumer;

/** Claims, each bound to a volume of its own, by whoever makes them: no controller does that here. */
final class Volumes {
    private Volumes() {}

    /**
     * One volume and its claim of the same name.
     *
     * @param sort {@code csi}, {@code csi-once} (for one pod alone) or {@code aws} (of the plugin that was in the tree)
     * @param made is told of path and name of what was made
     */
    static void make(ApiClient client, String namespace, String name, String sort, BiConsumer<String, String> made) {
        String mode = sort.equals("csi-once") ? "ReadWriteOncePod" : "ReadOnlyMany";
        String source = sort.equals("aws")
                ? "\"awsElasticBlockStore\":{\"volumeID\":\"vol-" + name + "\"}"
                : "\"csi\":{\"driver\":\"ebs.csi.aws.com\",\"volumeHandle\":\"" + name + "\"}";
        client.post(
                "/api/v1/persistentvolumes",
                "{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolume\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"spec\":{\"accessModes\":[\"" + mode
                        + "\"],\"capacity\":{\"storage\":\"1Gi\"},\"persistentVolumeReclaimPolicy\":\"Retain\","
                        + source
                        + ",\"claimRef\":{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolumeClaim\",\"namespace\":\""
                        + namespace + "\",\"name\":\"" + name + "\"}}}");
        made.accept("/api/v1/persistentvolumes", name);
        String claims = "/api/v1/namespaces/" + namespace + "/persistentvolumeclaims";
        client.post(
                claims,
                "{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolumeClaim\",\"metadata\":{\"name\":\"" + name
                        + "\",\"annotations\":{\"pv.kubernetes.io/bind-completed\":\"true\"}},\"spec\":{\"accessModes\":[\""
                        + mode + "\"],\"storageClassName\":\"\",\"volumeName\":\"" + name
                        + "\",\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}}");
        made.accept(claims, name);
    }
}
