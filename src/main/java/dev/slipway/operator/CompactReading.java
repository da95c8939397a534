package dev.slipway.operator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects that come from the API server take less memory: texts that are alike are one, and lists
 * and maps that are empty are one. Caches of thousands of objects are half of such.
 */
@Singleton
public class CompactReading implements KubernetesClientObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    mapper.registerModule(
        new SimpleModule("compact")
            .addDeserializer(String.class, new OneText())
            .setDeserializerModifier(
                new BeanDeserializerModifier() {
                  @Override
                  public JsonDeserializer<?> modifyDeserializer(
                      DeserializationConfig config,
                      BeanDescription bean,
                      JsonDeserializer<?> reader) {
                    List<Empty> fields = Empty.of(bean.getBeanClass());
                    return fields.isEmpty() ? reader : new Thrifty(reader, fields);
                  }
                }));
  }

  /** Names, images, times and reasons come again and again; those of late are remembered. */
  static final class OneText extends JsonDeserializer<String> {
    private static final int LONGEST = 100;
    private static final int MANY = 1 << 13;

    /** Each text has one place; whichever came last is there. */
    private final String[] known = new String[MANY];

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return parser.hasToken(JsonToken.VALUE_STRING)
          ? one(parser.getText())
          : StringDeserializer.instance.deserialize(parser, context);
    }

    String one(String text) {
      if (text.length() > LONGEST) {
        return text;
      }
      int hash = text.hashCode();
      int place = (hash ^ (hash >>> 16)) & (MANY - 1);
      String there = known[place];
      if (text.equals(there)) {
        return there;
      }
      known[place] = text;
      return text;
    }
  }

  /**
   * A field of a Kubernetes object that holds a list or a map.
   *
   * @param nothing what it holds when that is empty
   */
  private record Empty(VarHandle field, Object nothing) {
    /** Those of a type; finalizers are added to by whoever has the object. */
    static List<Empty> of(Class<?> type) {
      var found = new ArrayList<Empty>();
      if (KubernetesResource.class.isAssignableFrom(type)) {
        for (Field field : type.getDeclaredFields()) {
          boolean own = !Modifier.isStatic(field.getModifiers());
          if (own && field.getType() == List.class && !field.getName().equals("finalizers")) {
            found.add(new Empty(handle(type, field), Collections.emptyList()));
          } else if (own && field.getType() == Map.class) {
            found.add(new Empty(handle(type, field), Collections.emptyMap()));
          }
        }
      }
      return found;
    }

    private static VarHandle handle(Class<?> type, Field field) {
      try {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .unreflectVarHandle(field);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("cannot reach " + field, e);
      }
    }

    void settle(Object object) {
      Object value = field.get(object);
      if (value instanceof List<?> list
          ? list.isEmpty()
          : value instanceof Map<?, ?> m && m.isEmpty()) {
        field.set(object, nothing);
      }
    }
  }

  /** Reads an object as ever, and gives back what is empty. */
  private static final class Thrifty extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    private final transient List<Empty> fields;

    Thrifty(JsonDeserializer<?> reader, List<Empty> fields) {
      super(reader);
      this.fields = fields;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
      return new Thrifty(reader, fields);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      Object object = super.deserialize(parser, context);
      if (object != null) {
        fields.forEach(field -> field.settle(object));
      }
      return object;
    }
  }
}
