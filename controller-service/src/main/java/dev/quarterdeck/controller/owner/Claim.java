package dev.quarterdeck.controller.owner;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the objects belong to an owner, and what is to change so that they do.
 *
 * <pre>
 * controlled by     selector    owner deleted   object deleted   → what
 * this owner        matches     any             any                keep
 * this owner        no          no              any                release
 * this owner        no          yes             any                nothing
 * nobody            matches     no              no                 adopt
 * nobody            otherwise                                      nothing
 * another           any                                            nothing
 * </pre>
 *
 * @param mine those kept; adopted ones come in once the cache shows them
 */
public record Claim<T extends HasMetadata>(List<T> mine, List<T> adopt, List<T> release) {

    public static <T extends HasMetadata> Claim<T> of(
            HasMetadata owner, @Nullable LabelSelector selector, Collection<T> objects) {
        Claim<T> claim = new Claim<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        boolean leaving = owner.isMarkedForDeletion();
        for (T object : objects) {
            boolean matches = Selectors.matches(selector, object);
            if (Owners.controller(object).isEmpty()) {
                if (matches && !leaving && !object.isMarkedForDeletion()) {
                    claim.adopt.add(object);
                }
            } else if (Owners.isControlledBy(object, owner)) {
                if (matches) {
                    claim.mine.add(object);
                } else if (!leaving) {
                    claim.release.add(object);
                }
            }
        }
        return claim;
    }
}
