package io.heimdall.server.grpc.call;

import com.google.protobuf.Descriptors;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.heimdall.server.security.Role;
import io.heimdall.v1.Options;
import java.util.Optional;

/// Reads from the contract which role a method asks for.
final class RequiredRoles {
  private RequiredRoles() {}

  /// The least role a caller of `method` needs; empty for health, reflection and methods that do
  /// not exist, which anybody may call.
  static Optional<Role> of(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier)
        || String.valueOf(method.getServiceName()).startsWith("grpc.")) {
      return Optional.empty();
    }
    return Optional.of(of(supplier.getMethodDescriptor()));
  }

  private static Role of(Descriptors.MethodDescriptor method) {
    return switch (method.getOptions().getExtension(Options.requiredRole)) {
      case ROLE_VIEWER -> Role.VIEWER;
      case ROLE_OPERATOR -> Role.OPERATOR;
      case ROLE_ADMIN -> Role.ADMIN;
      case ROLE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException(method.getFullName() + " declares no required_role");
    };
  }
}
