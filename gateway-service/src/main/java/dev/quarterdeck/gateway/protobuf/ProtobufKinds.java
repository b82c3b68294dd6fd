package dev.quarterdeck.gateway.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apiextensions;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Certificates;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Discovery;
import io.kubernetes.client.proto.V1Events;
import io.kubernetes.client.proto.V1Flowcontrol;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Node;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Resource;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V2Autoscaling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protobuf messages of the built-in kinds, by the name that OpenAPI gives them. Loaded on first use; thread-safe. */
final class ProtobufKinds {
    private ProtobufKinds() {}

    /** @param definition {@code io.k8s.api.apps.v1.Deployment}; null where there is no such message */
    static @Nullable Descriptor message(String definition) {
        return Holder.MESSAGES.get(definition.replace('-', '_'));
    }

    private static final class Holder {
        static final Map<String, Descriptor> MESSAGES = messages();

        private static Map<String, Descriptor> messages() {
            Map<String, Descriptor> messages = new HashMap<>();
            for (FileDescriptor file : List.of(
                    Meta.getDescriptor(),
                    V1.getDescriptor(),
                    V1Admissionregistration.getDescriptor(),
                    V1Apiextensions.getDescriptor(),
                    V1Apps.getDescriptor(),
                    V1Authentication.getDescriptor(),
                    V1Authorization.getDescriptor(),
                    V1Autoscaling.getDescriptor(),
                    V2Autoscaling.getDescriptor(),
                    V1Batch.getDescriptor(),
                    V1Certificates.getDescriptor(),
                    V1Coordination.getDescriptor(),
                    V1Discovery.getDescriptor(),
                    V1Events.getDescriptor(),
                    V1Flowcontrol.getDescriptor(),
                    V1Networking.getDescriptor(),
                    V1Node.getDescriptor(),
                    V1Policy.getDescriptor(),
                    V1Rbac.getDescriptor(),
                    V1Resource.getDescriptor(),
                    V1Scheduling.getDescriptor(),
                    V1Storage.getDescriptor())) {
                for (Descriptor message : file.getMessageTypes()) {
                    messages.put(message.getFullName().replaceFirst("^k8s\\.io\\.", "io.k8s."), message);
                }
            }
            return messages;
        }
    }
}
