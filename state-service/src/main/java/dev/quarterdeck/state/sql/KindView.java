package dev.quarterdeck.state.sql;

import dev.quarterdeck.kube.kind.StoredResource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The view of one resource, {@code kube.pods} or {@code kube."deployments.apps"}: a row per object. A value is parsed once for each row that a query asks it of, and not at all
 * where it asks for names only.
 *
 * @param origin whose it is: views of custom resources go with their definitions
 */
record KindView(StoredResource resource, List<ViewColumns.Column> columns, Origin origin) {
    enum Origin {
        BUILT_IN("definition "),
        CUSTOM("custom definition ");

        /** How the comment of such a view begins. */
        final String mark;

        Origin(String mark) {
            this.mark = mark;
        }
    }

    /** PostgreSQL cuts off what a name has beyond this many bytes. */
    private static final int LONGEST_NAME = 63;

    private static final String OWNER =
            "(SELECT r ->> '%s' FROM jsonb_array_elements(object #> '{metadata,ownerReferences}') r WHERE (r ->> 'controller')::boolean LIMIT 1)";

    /** Its name in schema {@code kube}: the resource's own, or where that is too long for PostgreSQL its beginning and a digest. */
    String relation() {
        String id = resource.id().replace("\"", "");
        return id.length() <= LONGEST_NAME
                ? id
                : id.substring(0, LONGEST_NAME - 9) + "_" + HexFormat.of().toHexDigits(id.hashCode());
    }

    String name() {
        return "kube.\"" + relation() + '"';
    }

    String definition() {
        String own = columns.stream()
                .map(c -> "    (" + c.expression() + ")::" + c.type() + " AS \"" + c.name() + "\",\n")
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
        return origin.mark + HexFormat.of().toHexDigits(definition().hashCode());
    }
}
