package dev.quarterdeck.state.sql;

import dev.quarterdeck.kube.kind.StoredResource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The view of one resource, {@code kube.pods} or {@code kube."deployments.apps"}: a row per object. A value is parsed once for each row that a query asks it of, and not at all
 * where it asks for names only.
 */
record KindView(StoredResource resource, List<ViewColumns.Column> columns) {
    private static final String OWNER =
            "(SELECT r ->> '%s' FROM jsonb_array_elements(object #> '{metadata,ownerReferences}') r WHERE (r ->> 'controller')::boolean LIMIT 1)";

    String name() {
        return "kube.\"" + resource.id().replace("\"", "") + '"';
    }

    String definition() {
        String own = columns.stream()
                .map(c -> "    (" + c.expression() + ")::" + c.type() + " AS " + c.name() + ",\n")
                .collect(Collectors.joining());
        return "CREATE VIEW " + name() + " AS SELECT o.namespace, o.name, o.uid, o.revision,\n"
                + "    (object #>> '{metadata,creationTimestamp}')::timestamptz AS created_at,\n"
                + "    (object #>> '{metadata,deletionTimestamp}')::timestamptz AS deleted_at,\n"
                + "    " + OWNER.formatted("kind") + " AS owner_kind,\n"
                + "    " + OWNER.formatted("name") + " AS owner,\n"
                + "    object #> '{metadata,labels}' AS labels,\n"
                + own
                + "    object\n"
                + "FROM objects o CROSS JOIN LATERAL (SELECT convert_from(o.value, 'UTF8')::jsonb AS object OFFSET 0) j\n"
                + "WHERE o.resource = '" + resource.id().replace("'", "") + "'";
    }

    /** Stands in the view's comment, so that a view of an older definition is known. */
    String mark() {
        return "definition " + HexFormat.of().toHexDigits(definition().hashCode());
    }
}
