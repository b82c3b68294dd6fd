package dev.quarterdeck.reconcile.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.model.jackson.Jackson2JdkTypesModule;
import tools.jackson.databind.json.JsonMapper;

/**
 * How components read and write typed models: as fabric8 does, but without {@code metadata.managedFields}, which no component looks at and which are most of what a small
 * object decodes to. An update without them leaves them as they are stored, as the API promises. One for the process, so that what it learnt of a model is there once.
 */
public final class Models {
    private static final KubernetesSerialization SHARED = new KubernetesSerialization(
            JsonMapper.builderWithJackson2Defaults()
                    .addModule(new Jackson2JdkTypesModule())
                    .addMixIn(ObjectMeta.class, Unmanaged.class)
                    .build(),
            true);

    private Models() {}

    /** Thread-safe. */
    public static KubernetesSerialization shared() {
        return SHARED;
    }

    @JsonIgnoreProperties("managedFields")
    private interface Unmanaged {}
}
