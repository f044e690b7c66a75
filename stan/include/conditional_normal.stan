// In C++ with its derivative, external/conditional_normal.hpp: effects, coefficients in units of their coordinates, and the log
// density of the coordinates without its constant.
vector conditional_normal(vector z, matrix theta_L, data array[] int plan, data vector A, data vector g);
