// Prints the names of all properties that a Kafka release defines: of brokers, or of topics. Runs on that release's jars.
import java.util.Collection;

public class Names {
  public static void main(String[] args) throws Exception {
    for (String name : args) {
      Class<?> definer;
      try {
        definer = Class.forName(name);
      } catch (ClassNotFoundException missing) {
        continue;
      }
      Object names = definer.getMethod("configNames").invoke(null);
      // Releases differ in whether it is a list of Java's or of Scala's.
      String text =
          names instanceof Collection
              ? String.join("\n", ((Collection<?>) names).stream().map(String::valueOf).toList())
              : (String) names.getClass().getMethod("mkString", String.class).invoke(names, "\n");
      System.out.println(text);
      return;
    }
    throw new IllegalStateException("none of these classes is there: " + String.join(", ", args));
  }
}
