# The Stan C++ library, stanc and TBB, from the httpstan wheel.
#
# Sets STANC and TBB_LIBRARY, and the target `stan_library`.
find_package(Python 3.9 REQUIRED COMPONENTS Interpreter)
set(NBMIXED_CACHE "${CMAKE_CURRENT_SOURCE_DIR}/build/cache" CACHE PATH "Where the httpstan wheel is kept unpacked")

execute_process(
  COMMAND "${Python_EXECUTABLE}" "${CMAKE_CURRENT_LIST_DIR}/fetch_stan.py" "${NBMIXED_CACHE}"
  OUTPUT_VARIABLE stan_home
  ERROR_VARIABLE message
  RESULT_VARIABLE failed
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_STRIP_TRAILING_WHITESPACE)
if(failed)
  message(FATAL_ERROR "${message}")
endif()

set(STANC "${stan_home}/stanc")
find_file(TBB_LIBRARY NAMES libtbb.so.2 libtbb.dylib PATHS "${stan_home}/lib" NO_DEFAULT_PATH NO_CACHE)
foreach(piece IN ITEMS "${STANC}" "${stan_home}/include/stan/model/model_header.hpp" "${TBB_LIBRARY}")
  if(NOT EXISTS "${piece}")
    message(FATAL_ERROR "The Stan library in ${stan_home} is incomplete (no \"${piece}\"): "
                        "delete that folder and build again to fetch it anew.")
  endif()
endforeach()

add_library(stan_library INTERFACE)
target_include_directories(stan_library SYSTEM INTERFACE "${stan_home}/include")
target_compile_features(stan_library INTERFACE cxx_std_17)
target_compile_definitions(stan_library INTERFACE BOOST_DISABLE_ASSERTS _REENTRANT)
target_link_libraries(stan_library INTERFACE "${TBB_LIBRARY}")
