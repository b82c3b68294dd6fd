package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.validation.pod.ClaimSpecRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.StoredForm;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumeClaims: they stay as they are but for the volume, once, and the size and attributes of those that are bound. */
public final class ClaimRules implements KindRules {
    private static final Set<String> RESIZES = Set.of(
            "ControllerResizeInProgress",
            "ControllerResizeInfeasible",
            "NodeResizePending",
            "NodeResizeInProgress",
            "NodeResizeInfeasible");
    private static final StoredForm SPEC = StoredForm.of("v1", "PersistentVolumeClaim", "spec");
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    @Override
    public void create(Field object) {
        ClaimSpecRules.spec(object.at("spec"));
    }

    @Override
    public void update(Field object, Field old) {
        Field spec = object.at("spec");
        Field before = old.at("spec");
        ClaimSpecRules.spec(
                spec,
                before.at("dataSource", "apiGroup").isSet()
                        || before.at("dataSourceRef", "apiGroup").isSet());
        if (!(spec.node() instanceof ObjectNode now) || !(before.node() instanceof ObjectNode was)) {
            return;
        }
        Field annotation = object.at("metadata", "annotations").key(CLASS_ANNOTATION);
        Field oldAnnotation = old.at("metadata", "annotations").key(CLASS_ANNOTATION);
        boolean upgraded = oldAnnotation.isSet()
                && !before.at("storageClassName").isSet()
                && spec.at("storageClassName").is(oldAnnotation.text())
                && (!annotation.isSet() || annotation.is(oldAnnotation.text()));
        if (!upgraded && !annotation.text().equals(oldAnnotation.text())) {
            annotation
                    .as(object.at("metadata", "annotations").at(CLASS_ANNOTATION))
                    .invalid(Check.IMMUTABLE);
        }
        ObjectNode changed = now.deepCopy();
        ObjectNode kept = was.deepCopy();
        if (before.at("volumeName").isEmpty()) {
            changed.remove("volumeName");
            kept.remove("volumeName");
        }
        if (upgraded || !before.at("storageClassName").isSet()) {
            changed.remove("storageClassName");
            kept.remove("storageClassName");
        }
        if (object.at("status", "phase").is("Bound")) {
            forgetSize(changed);
            forgetSize(kept);
            changed.remove("volumeAttributesClassName");
            kept.remove("volumeAttributesClassName");
        }
        if (!SPEC.same(changed, kept)) {
            spec.forbidden(
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }
        size(object, old);
        Check.immutable(spec.at("volumeMode").as(object.at("volumeMode")), before.at("volumeMode"));
    }

    private static void forgetSize(ObjectNode spec) {
        if (spec.path("resources").path("requests") instanceof ObjectNode requests) {
            requests.remove("storage");
        }
    }

    /** A claim may shrink only to undo a growth that has not happened. */
    private static void size(Field object, Field old) {
        Field size = object.at("spec", "resources", "requests", "storage");
        Quantity wanted = Check.quantity(size);
        if (wanted.compareTo(Check.quantity(old.at("spec", "resources", "requests", "storage"))) < 0
                && wanted.compareTo(Check.quantity(old.at("status", "capacity", "storage"))) <= 0) {
            size.forbidden("field can not be less than status.capacity");
        }
    }

    @Override
    public void status(Field object, Field old) {
        Field status = object.at("status");
        for (Field amount : status.at("capacity").entries()) {
            if (Check.quantity(amount).signum() < 0) {
                amount.invalidAs(amount.text(), "must be a valid resource quantity");
            }
        }
        Field allocated = status.at("allocatedResources");
        for (Field amount : allocated.entries()) {
            if (amount.name().equals("storage")) {
                if (Check.quantity(amount).signum() < 0) {
                    amount.invalidAs(amount.text(), "must be a valid resource quantity");
                }
            } else if (amount.name().indexOf('/') < 0) {
                allocated.unsupportedAs(Check.quoted(amount.name()), "storage");
            }
        }
        Field resizes = status.at("allocatedResourceStatuses");
        for (Field resize : resizes.entries()) {
            if (!resize.name().equals("storage") && resize.name().indexOf('/') < 0) {
                resizes.unsupportedAs(Check.quoted(resize.name()), "storage");
            }
            if (!RESIZES.contains(resize.text())) {
                resizes.unsupportedAs(
                        Check.quoted(resize.name()), RESIZES.stream().sorted().toArray(String[]::new));
            }
        }
    }
}
