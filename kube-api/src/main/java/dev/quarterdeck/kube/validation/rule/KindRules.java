package dev.quarterdeck.kube.validation.rule;

/** The rules of one kind beyond those of metadata, which run before them. Stateless. */
public interface KindRules {

    default NameRule names() {
        return NameRule.SUBDOMAIN;
    }

    /** Whether a finalizer without a domain must be one of Kubernetes' own. */
    default boolean standardFinalizers() {
        return true;
    }

    void create(Field object);

    default void update(Field object, Field old) {
        create(object);
    }

    default void status(Field object, Field old) {}

    /** An update through another subresource than {@code status}. */
    default void subresource(String name, Field object, Field old) {
        status(object, old);
    }
}
