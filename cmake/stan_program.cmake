# add_stan_programs(<folder> <file.stan>...)
#
# Each file becomes an executable of its name in <folder>, with TBB beside it. The C++ that stanc
# makes is only replaced when it differs, so a shared include that a program does not use, or a
# changed comment, costs no compilation.
#
# Functions that a program declares without a body are defined in C++, in the header external/<name>.hpp beside it. It stands
# before the program, as CmdStan's USER_HEADER does.
file(GLOB stan_includes CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/stan/include/*.stan"
     "${CMAKE_CURRENT_SOURCE_DIR}/stan/include/*.stanfunctions")

function(add_stan_programs folder)
  file(COPY "${TBB_LIBRARY}" DESTINATION "${folder}")
  foreach(source IN LISTS ARGN)
    add_stan_program("${source}" "${folder}")
  endforeach()
endfunction()

function(add_stan_program source folder)
  cmake_path(GET source STEM name)
  cmake_path(GET source FILENAME filename)
  cmake_path(GET source PARENT_PATH directory)
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/translated/${name}.cpp")
  set(compiled "${generated}")
  set(header "${directory}/external/${name}.hpp")
  set(undefined)
  if(EXISTS "${header}")
    set(undefined "--allow-undefined")
    set(compiled "${CMAKE_CURRENT_BINARY_DIR}/translated/${name}_with_external.cpp")
    file(CONFIGURE OUTPUT "${compiled}" CONTENT "#include <stan/model/model_header.hpp>
#include \"${header}\"
#include \"${generated}\"
")
    set_source_files_properties("${compiled}" PROPERTIES OBJECT_DEPENDS "${generated}")
  endif()
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${STANC}" --O1 ${undefined} "--include-paths=${CMAKE_CURRENT_SOURCE_DIR}/stan/include" "--name=${name}_model"
            "--filename-in-msg=${filename}" "--o=${generated}.new" "${source}"
    COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${generated}.new" "${generated}"
    DEPENDS "${source}" ${stan_includes} "${STANC}"
    COMMENT "Translating ${filename}"
    VERBATIM)
  add_executable(${name} "${compiled}")
  target_link_libraries(${name} PRIVATE driver)
  target_precompile_headers(${name} REUSE_FROM driver)
  target_link_options(${name} PRIVATE $<$<NOT:$<BOOL:${APPLE}>>:-s>)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${folder}"
                        BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$<IF:$<BOOL:${APPLE}>,@loader_path,$ORIGIN>")
endfunction()
