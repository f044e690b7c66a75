// The square of a vector's length, with its derivative.
template <typename Vector, stan::require_eigen_vector_vt<std::is_arithmetic, Vector>* = nullptr>
double squared_length(const Vector& x, std::ostream*) {
  return x.squaredNorm();
}

template <typename Vector, stan::require_eigen_vector_vt<stan::is_var, Vector>* = nullptr>
stan::math::var squared_length(const Vector& x, std::ostream*) {
  stan::arena_t<Eigen::Matrix<stan::math::var, -1, 1>> kept = x;
  return stan::math::make_callback_var(kept.val().squaredNorm(), [kept](auto& result) mutable {
    kept.adj() += 2 * result.adj() * kept.val();
  });
}
