#include "../../../stan/external/conditional_normal.hpp"
