package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.validation.pod.VolumeSources;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.StoredForm;

public final class AttachmentRules implements KindRules {
    private static final StoredForm SPEC = StoredForm.of("storage.k8s.io/v1", "VolumeAttachment", "spec");
    private static final int MOST_METADATA_BYTES = 262144;

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        VolumeSources.driverName(spec.at("attacher"));
        Field source = spec.at("source");
        Field volume = source.at("persistentVolumeName");
        boolean inline = source.at("inlineVolumeSpec").isSet();
        String words = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        if (!inline && !volume.isSet()) {
            source.required(words);
        } else if (inline && volume.isSet()) {
            source.forbidden(words);
        } else if (volume.isSet()) {
            Check.required(volume, "must specify non empty persistentVolumeName");
        }
        Check.dnsSubdomain(spec.at("nodeName"));
        Field metadata = object.at("status", "attachmentMetadata");
        if (ParameterRules.bytes(metadata) > MOST_METADATA_BYTES) {
            metadata.tooLong(MOST_METADATA_BYTES);
        }
        if (!volume.isEmpty()) {
            Check.dnsSubdomain(volume);
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Check.immutable(object.at("spec"), old.at("spec"), SPEC);
    }

    @Override
    public void status(Field object, Field old) {
        update(object, old);
    }
}
