package dev.quarterdeck.state.write;

import dev.quarterdeck.cel.device.DeviceSelectorRules;
import dev.quarterdeck.cel.rule.SchemaRuleChecks;
import dev.quarterdeck.cel.rule.SchemaRules;
import dev.quarterdeck.kube.apply.MergeType;
import dev.quarterdeck.kube.apply.MergeTypes;
import dev.quarterdeck.kube.codec.BodyDecoder;
import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.codec.ObjectDecoder;
import dev.quarterdeck.kube.conversion.Conversion;
import dev.quarterdeck.kube.customresource.definition.DefinitionRules;
import dev.quarterdeck.kube.defaulting.BuiltInDefaults;
import dev.quarterdeck.kube.defaulting.Defaulter;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.patch.Patch;
import dev.quarterdeck.kube.patch.PatchType;
import dev.quarterdeck.kube.schema.CanonicalForm;
import dev.quarterdeck.kube.schema.GatedFields;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.selector.FieldSelector;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.selector.SelectableFields;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.BuiltInValidation;
import dev.quarterdeck.kube.validation.Validator;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.scheduling.PodGroupRules;
import dev.quarterdeck.kube.warning.ObjectWarnings;
import dev.quarterdeck.state.admission.condition.CelScopes;
import dev.quarterdeck.state.admission.policy.ExpressionCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The rules of the built-in kinds, from {@code kube-api}. */
public final class KubeObjectRules implements ObjectRules {
    private final ResourceCatalog catalog;
    private final SchemaCatalog schemas;
    private final ObjectDecoder decoder;
    private final MergeTypes mergeTypes = MergeTypes.ofTypedKinds();
    private final GatedFields gated;
    private final Defaulter defaulter = BuiltInDefaults.defaulter();
    private final Validator validator;
    private final ExpressionCheck expressions = new ExpressionCheck(new CelScopes(caller -> {
        throw new IllegalStateException("compiled expressions ask nobody");
    }));

    /** With the features of a default server. */
    public KubeObjectRules(ResourceCatalog catalog, SchemaCatalog schemas) {
        this(catalog, schemas, Features.defaults());
    }

    public KubeObjectRules(ResourceCatalog catalog, SchemaCatalog schemas, Features features) {
        this.catalog = catalog;
        this.gated = new GatedFields(features);
        this.validator = BuiltInValidation.with(special(features));
        this.schemas = schemas;
        this.decoder = new ObjectDecoder(schemas);
    }

    /** Of kinds that hold expressions, or look different where a feature is on. */
    private static Map<String, KindRules> special(Features features) {
        Map<String, KindRules> rules = new HashMap<>(DeviceSelectorRules.all());
        rules.put("scheduling.k8s.io/PodGroup", new PodGroupRules(features));
        rules.put(
                "apiextensions.k8s.io/CustomResourceDefinition",
                new DefinitionRules(new SchemaRuleChecks(), SchemaRules.compiler()));
        return rules;
    }

    @Override
    public Decoded decode(byte[] body, String contentType, GroupVersionKind kind, FieldValidation validation) {
        ObjectDecoder.DecodedObject decoded = decoder.decode(body, contentType, kind, validation);
        return new Decoded(decoded.object(), decoded.warnings());
    }

    @Override
    public ObjectNode decodeAny(byte[] body, String contentType, String expectedKind) {
        return BodyDecoder.decode(body, contentType, expectedKind).object();
    }

    @Override
    public void setDefaults(GroupVersionKind kind, ObjectNode object) {
        setDefaults(kind, object, null);
    }

    @Override
    public void setDefaults(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        gated.drop(kind, object, old);
        defaulter.apply(kind, object);
    }

    @Override
    public List<FieldError> validateCreate(GroupVersionKind kind, ObjectNode object) {
        return both(validator.onCreate(type(kind), object), expressions.errors(kind, object, null));
    }

    @Override
    public List<FieldError> validateUpdate(
            GroupVersionKind kind, String subresource, ObjectNode object, ObjectNode old) {
        return switch (subresource) {
            case "" -> both(validator.onUpdate(type(kind), object, old), expressions.errors(kind, object, old));
            case "scale", "finalize", "approval" -> validator.onUpdate(type(kind), object, old);
            case "status" -> validator.onStatusUpdate(type(kind), object, old);
            default -> validator.onSubresourceUpdate(type(kind), subresource, object, old);
        };
    }

    private static List<FieldError> both(List<FieldError> rules, List<FieldError> expressions) {
        if (expressions.isEmpty()) {
            return rules;
        }
        List<FieldError> all = new ArrayList<>(rules);
        all.addAll(expressions);
        return all;
    }

    private ResourceType type(GroupVersionKind kind) {
        return catalog.findKind(kind).orElseThrow();
    }

    @Override
    public List<String> warnings(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        return ObjectWarnings.of(kind, object, old);
    }

    @Override
    public void canonicalize(GroupVersionKind kind, ObjectNode object) {
        schemas.find(kind).ifPresent(schema -> CanonicalForm.apply(object, schema));
    }

    @Override
    public void conform(GroupVersionKind kind, ObjectNode object) {
        decoder.conformPatched(object, kind, FieldValidation.IGNORE, List.of());
    }

    @Override
    public Patching patch(GroupVersionKind kind, String contentType, byte[] patch, FieldValidation validation) {
        ObjectSchema schema = schemas.find(kind).orElseThrow();
        PatchType type = PatchType.ofContentType(contentType);
        Patch parsed = Patch.parse(type, patch, schema);
        List<String> duplicates = parsed.duplicates();
        return new TreePatching(
                parsed,
                type == PatchType.STRATEGIC_MERGE
                        ? patched -> decoder.conformMerged(patched, kind, validation, duplicates)
                        : patched -> decoder.conformPatched(patched, kind, validation, duplicates));
    }

    @Override
    public Optional<MergeType> mergeType(GroupVersionKind kind) {
        return schemas.find(kind).map(mergeTypes::ofKind);
    }

    @Override
    public void conformApplied(GroupVersionKind kind, ObjectNode object) {
        decoder.conformApplied(object, kind);
    }

    @Override
    public ObjectNode convert(ObjectNode object, GroupVersionKind from, GroupVersionKind to) {
        return Conversion.convert(object, from, to);
    }

    @Override
    public Predicate<ObjectNode> selector(ResourceType type, String labelSelector, String fieldSelector) {
        LabelSelector labels = LabelSelectors.parse(labelSelector);
        FieldSelector fields = FieldSelectors.parse(type, fieldSelector);
        if (labels.isEverything() && fields.isEverything()) {
            return object -> true;
        }
        SelectableFields selectable = SelectableFields.of(CreateHandler.stored(type));
        return object -> labels.matches(Metadata.of(object).labels())
                && (fields.isEverything() || fields.matches(selectable.extract(object)));
    }

    @Override
    public Predicate<Map<String, String>> labelSelector(ObjectNode selector) {
        return LabelSelectors.of(selector)::matches;
    }
}
